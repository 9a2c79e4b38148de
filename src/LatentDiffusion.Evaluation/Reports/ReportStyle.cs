namespace LatentDiffusion.Evaluation;

/// <summary>How a page looks: at any width, in light and in dark.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css =
        """

        :root { color-scheme: light dark; --line: #8884; --warn: #e69f0033; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
        .number { text-align: right; }
        .warning { border-left: 4px solid #e69f00; background: var(--warn); padding: .5rem .75rem; }
        .warning + .warning { margin-top: -1rem; padding-top: 0; }
        figure { margin: 0; } figcaption { font-size: .85rem; overflow-wrap: anywhere; }
        .plot { max-width: 100%; height: auto; background: #fff; }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .75rem; }
        .grid img { width: 100%; height: auto; display: block; }

        """;
}
