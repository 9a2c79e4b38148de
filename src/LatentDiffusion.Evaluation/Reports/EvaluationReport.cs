using System.Globalization;
using System.Net;
using System.Text;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// A report that is put together part by part and saved as Markdown with its pictures beside it, and as one HTML page that holds
/// everything.
/// </summary>
/// <param name="title">Its title.</param>
public sealed class EvaluationReport(string title)
{
    private const int LargestPicture = 256; // pixels of the longer side: a report shows pictures, it does not keep them

    private readonly List<ReportBlock> _blocks = [];

    /// <summary>Adds a heading.</summary>
    /// <param name="text">Plain text.</param>
    public EvaluationReport Heading(string text) => Add(new ReportBlock.Heading(text));

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Plain text.</param>
    public EvaluationReport Paragraph(string text) => Add(new ReportBlock.Paragraph(text, IsWarning: false));

    /// <summary>Adds a warning.</summary>
    /// <param name="text">Plain text.</param>
    public EvaluationReport Warning(string text) => Add(new ReportBlock.Paragraph(text, IsWarning: true));

    /// <summary>Adds a table.</summary>
    /// <param name="headers">The heads of its columns.</param>
    /// <param name="rows">Rows of as many cells.</param>
    public EvaluationReport Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Any(r => r.Count != headers.Count))
            throw new ArgumentException("A row has not as many cells as the table has columns.", nameof(rows));
        return Add(new ReportBlock.Table(headers, rows));
    }

    /// <summary>Adds a plot.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="png">A PNG file.</param>
    public EvaluationReport Plot(string caption, byte[] png) => Add(new ReportBlock.Plot(caption, png));

    /// <summary>Adds pictures side by side, at most 256 pixels large.</summary>
    /// <param name="pictures">Pictures and what stands below them.</param>
    public EvaluationReport Pictures(IEnumerable<(string Caption, RgbImage Image)> pictures) =>
        Add(new ReportBlock.Pictures([.. pictures.Select(p => (p.Caption, Small(p.Image).Encode(ImageFormat.Png)))]));

    /// <summary>Writes <c>report.md</c> with its pictures, and <c>report.html</c>, which needs nothing beside it.</summary>
    /// <param name="folder">The folder; it is made where there is none.</param>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string files = Path.Combine(folder, "report_files");
        Directory.CreateDirectory(files);
        int count = 0;
        string markdown = string.Join("\n\n", _blocks.Select(b => b.ToMarkdown(SaveFile)));
        Write("report.md", $"# {title}\n\n{markdown}\n");
        Write("report.html", Html());

        string SaveFile(string name, byte[] content)
        {
            string numbered = string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}-{++count:000}{Path.GetExtension(name)}");
            AtomicFile.Write(Path.Combine(files, numbered), content);
            return $"report_files/{numbered}";
        }

        void Write(string name, string content) => AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(content));
    }

    private string Html() =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>{ReportStyle.Css}</style>
        </head>
        <body>
        <h1>{WebUtility.HtmlEncode(title)}</h1>
        {string.Join('\n', _blocks.Select(b => b.ToHtml()))}
        </body>
        </html>

        """;

    private EvaluationReport Add(ReportBlock block)
    {
        _blocks.Add(block);
        return this;
    }

    private static RgbImage Small(RgbImage image)
    {
        int longer = Math.Max(image.Width, image.Height);
        return longer <= LargestPicture ? image : image.Resize(Scaled(image.Width), Scaled(image.Height));

        int Scaled(int side) => Math.Max(1, (int)((long)side * LargestPicture / longer));
    }
}
