using System.Text;
using Tomlyn.Model;

namespace LatentDiffusion.Datasets;

/// <summary>Reads what prompts are made of.</summary>
/// <param name="attributes">What places may name.</param>
/// <param name="folder">What paths are relative to.</param>
internal sealed class PromptReader(IReadOnlyDictionary<string, Choices<string>> attributes, string folder)
{
    /// <summary>The name of the class alone.</summary>
    public Choices<TemplateSettings> OfClass() => Choices<TemplateSettings>.Only(
        new TemplateSettings(new PromptTemplate($"{{{PromptTemplate.ClassPlace}}}"), null, null, 0));

    /// <summary>The templates of a table, and those of its file of captions; null where it has neither.</summary>
    public Choices<TemplateSettings>? Read(PlanTable table)
    {
        List<(TemplateSettings, double)> templates = [];
        foreach (object value in table.Values("templates"))
        {
            if (value is not TomlTable described)
            {
                table.Require(value is string, "templates", $"must hold texts and tables, not {PlanTable.Kind(value)}");
                PromptTemplate plain = Template(table, "templates", (string)value);
                templates.Add((new TemplateSettings(plain, null, null, table.LineOf("templates")), 1));
                continue;
            }

            PlanTable inner = table.Inner("templates", described);
            PromptTemplate prompt = Template(inner, "text", inner.RequiredText("text"));
            PromptTemplate? caption = inner.Text("caption") is { } text ? Template(inner, "caption", text) : null;
            templates.Add((
                new TemplateSettings(prompt, caption, inner.Texts("negative"), inner.LineOf("text")), inner.Number("weight") ?? 1));
            inner.RequireAllRead();
        }

        if (table.Text("captions") is { } file) templates.AddRange(Captions(table, PlanReader.PathOf(folder, file)).Select(c => (c, 1.0)));
        if (templates.Count > 0) return PlanValues.Weighted(table, "templates", templates);
        table.Require(!table.Has("templates"), "templates", "must not be empty");
        return null;
    }

    private IEnumerable<TemplateSettings> Captions(PlanTable table, string file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file, StrictUtf8.Encoding);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new PlanException(table.File, table.LineOf("captions"), $"'captions' cannot be read: {Shown.Cause(e)}", e);
        }

        string[] used = [.. lines.Where(l => !string.IsNullOrWhiteSpace(l))];
        table.Require(used.Length > 0, "captions", "names a file without a line");
        return used.Select(l => new TemplateSettings(Template(table, "captions", l.Trim()), null, null, table.LineOf("captions")));
    }

    private PromptTemplate Template(PlanTable table, string key, string text)
    {
        PromptTemplate template;
        try
        {
            template = new PromptTemplate(text);
        }
        catch (FormatException e)
        {
            throw table.Fault(key, $"{e.Message}: '{Shown.Of(text)}'");
        }

        foreach (string place in template.Places)
            table.Require(
                place == PromptTemplate.ClassPlace || attributes.ContainsKey(place), key,
                $"names '{{{Shown.Of(place)}}}', which is no attribute; there are "
                + Listing.Of([PromptTemplate.ClassPlace, .. attributes.Keys]));
        return template;
    }
}
