using System.Text;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>The configuration that a template was made for, in the place of that of a component which comes without one.</summary>
/// <param name="template">The template.</param>
internal sealed class TemplateFiles(GraphTemplate template) : ModelFiles
{
    /// <inheritdoc/>
    public override string Path => template.Path;

    /// <inheritdoc/>
    public override bool Exists => true;

    /// <inheritdoc/>
    public override bool Has(string name) => name == ModelConfig.FileName;

    /// <inheritdoc/>
    public override Stream Open(string name) =>
        Has(name) ? new MemoryStream(Encoding.UTF8.GetBytes(template.ConfigText)) : throw new FileNotFoundException(PathOf(name));

    /// <inheritdoc/>
    protected override ModelFiles Within(string name) => PathOf(name); // where nothing is
}
