using System.Text;

namespace LatentDiffusion.Cli;

/// <summary>Passes text on as <see cref="PlainText"/> has it: what standard output is given comes from files and arguments too.</summary>
/// <param name="target">The writer behind.</param>
internal sealed class PlainWriter(TextWriter target) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => target.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (PlainText.IsUnsafe(value)) target.Write(PlainText.Of(value.ToString()));
        else target.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => target.Write(PlainText.Of(new string(buffer, index, count)));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => target.Write(PlainText.Of(buffer.ToString()));

    /// <inheritdoc/>
    public override void Write(string? value) => target.Write(value is null ? null : PlainText.Of(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => target.WriteLine(value is null ? null : PlainText.Of(value));

    /// <inheritdoc/>
    public override void Flush() => target.Flush();
}
