using System.Net;

namespace LatentDiffusion.Evaluation;

/// <summary>A part of a report: how it reads in Markdown and in HTML.</summary>
internal abstract record ReportBlock
{
    /// <summary>The part in Markdown.</summary>
    /// <param name="saveFile">Saves a file beside the report under a name like the one given, and returns its relative path.</param>
    public abstract string ToMarkdown(Func<string, byte[], string> saveFile);

    /// <summary>The part in HTML.</summary>
    public abstract string ToHtml();

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    // File names may hold what Markdown or HTML takes for markup.
    private static string Plain(string text) =>
        string.Concat(Escape(text.ReplaceLineEndings(" ")).Select(c => @"\`*_[]|#~".Contains(c) ? $"\\{c}" : $"{c}"));

    private static string Data(byte[] png) => $"data:image/png;base64,{Convert.ToBase64String(png)}";

    /// <summary>A heading.</summary>
    internal sealed record Heading(string Text) : ReportBlock
    {
        public override string ToMarkdown(Func<string, byte[], string> saveFile) => $"## {Plain(Text)}";

        public override string ToHtml() => $"<h2>{Escape(Text)}</h2>";
    }

    /// <summary>A paragraph, or a warning.</summary>
    internal sealed record Paragraph(string Text, bool IsWarning) : ReportBlock
    {
        public override string ToMarkdown(Func<string, byte[], string> saveFile) => (IsWarning ? "> **Warning:** " : "") + Plain(Text);

        public override string ToHtml() => IsWarning ? $"<p class=\"warning\">{Escape(Text)}</p>" : $"<p>{Escape(Text)}</p>";
    }

    /// <summary>A table; cells that begin like a number are aligned to the right.</summary>
    internal sealed record Table(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportBlock
    {
        public override string ToMarkdown(Func<string, byte[], string> saveFile) =>
            string.Join('\n', [Line(Headers), Line([.. Headers.Select(Rule)], plain: false), .. Rows.Select(r => Line(r))]);

        public override string ToHtml() =>
            $"<div class=\"wide\"><table><thead><tr>{Cells("th", Headers)}</tr></thead><tbody>\n"
            + string.Concat(Rows.Select(r => $"<tr>{Cells("td", r)}</tr>\n")) + "</tbody></table></div>";

        private string Cells(string tag, IReadOnlyList<string> cells) =>
            string.Concat(cells.Select((c, k) => $"<{tag}{(IsNumber(k) ? " class=\"number\"" : "")}>{Escape(c)}</{tag}>"));

        private static string Line(IReadOnlyList<string> cells, bool plain = true) =>
            $"| {string.Join(" | ", cells.Select(c => plain ? Plain(c) : c))} |";

        private string Rule(string header, int column) => IsNumber(column) ? "---:" : "---";

        private bool IsNumber(int column) =>
            Rows.Count > 0 && Rows.All(r => r[column] is "" or [>= '0' and <= '9', ..] or ['-', ..] or "∞");
    }

    /// <summary>A plot.</summary>
    internal sealed record Plot(string Caption, byte[] Png) : ReportBlock
    {
        public override string ToMarkdown(Func<string, byte[], string> saveFile) => $"![{Plain(Caption)}]({saveFile("plot.png", Png)})";

        public override string ToHtml() =>
            $"<figure><img class=\"plot\" alt=\"{Escape(Caption)}\" src=\"{Data(Png)}\">\n"
            + $"<figcaption>{Escape(Caption)}</figcaption></figure>";
    }

    /// <summary>Pictures side by side, each with a caption.</summary>
    internal sealed record Pictures(IReadOnlyList<(string Caption, byte[] Png)> Items) : ReportBlock
    {
        public override string ToMarkdown(Func<string, byte[], string> saveFile) =>
            string.Join('\n', Items.Select(i => $"![{Plain(i.Caption)}]({saveFile("picture.png", i.Png)}) {Plain(i.Caption)}\n"));

        public override string ToHtml() =>
            "<div class=\"grid\">" + string.Concat(Items.Select(i =>
                $"<figure><img alt=\"{Escape(i.Caption)}\" src=\"{Data(i.Png)}\"><figcaption>{Escape(i.Caption)}</figcaption></figure>\n"))
            + "</div>";
    }
}
