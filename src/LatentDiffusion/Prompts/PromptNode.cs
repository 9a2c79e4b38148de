using System.Text;

namespace LatentDiffusion.Prompts;

/// <summary>A piece of a prompt that may read differently from step to step.</summary>
internal abstract record PromptNode
{
    /// <summary>How deep brackets nest in it.</summary>
    public abstract int Depth { get; }

    /// <summary>Appends how it reads at a step, counted from 1.</summary>
    public abstract void Write(int step, PromptPass pass, StringBuilder text);

    /// <summary>Adds the steps after which it may read differently.</summary>
    public abstract void AddChanges(PromptPass pass, SortedSet<int> steps);

    /// <summary>Text that stays.</summary>
    internal sealed record Plain(string Text) : PromptNode
    {
        public override int Depth => 0;

        public override void Write(int step, PromptPass pass, StringBuilder text) => text.Append(Text);

        public override void AddChanges(PromptPass pass, SortedSet<int> steps)
        {
        }
    }

    /// <summary>Pieces one after another.</summary>
    internal sealed record Sequence(IReadOnlyList<PromptNode> Nodes) : PromptNode
    {
        public override int Depth { get; } = Nodes.Select(n => n.Depth).DefaultIfEmpty().Max();

        public override void Write(int step, PromptPass pass, StringBuilder text)
        {
            foreach (PromptNode node in Nodes) node.Write(step, pass, text);
        }

        public override void AddChanges(PromptPass pass, SortedSet<int> steps)
        {
            foreach (PromptNode node in Nodes) node.AddChanges(pass, steps);
        }
    }

    /// <summary>A bracket that is no more than emphasis: <c>(a)</c>, <c>(a:1.2)</c>, <c>[a]</c>; it stays in the text.</summary>
    internal sealed record Bracket(Sequence Content) : PromptNode
    {
        public override int Depth { get; } = Content.Depth + 1;

        public override void Write(int step, PromptPass pass, StringBuilder text) => Content.Write(step, pass, text);

        public override void AddChanges(PromptPass pass, SortedSet<int> steps) => Content.AddChanges(pass, steps);
    }

    /// <summary><c>[before:after:when]</c>.</summary>
    internal sealed record Scheduled(PromptNode? Before, PromptNode After, string When) : PromptNode
    {
        public override int Depth { get; } = Math.Max(Before?.Depth ?? 0, After.Depth) + 1;

        public override void Write(int step, PromptPass pass, StringBuilder text) =>
            (step <= pass.StepOf(When) ? Before : After)?.Write(step, pass, text);

        public override void AddChanges(PromptPass pass, SortedSet<int> steps)
        {
            if (pass.StepOf(When) is >= 1 and var step) steps.Add(step);
            Before?.AddChanges(pass, steps);
            After.AddChanges(pass, steps);
        }
    }

    /// <summary><c>[first|second|...]</c>, in turn from step to step.</summary>
    internal sealed record Alternate(IReadOnlyList<PromptNode> Options) : PromptNode
    {
        public override int Depth { get; } = Options.Max(o => o.Depth) + 1;

        public override void Write(int step, PromptPass pass, StringBuilder text) =>
            Options[(step - 1) % Options.Count].Write(step, pass, text);

        public override void AddChanges(PromptPass pass, SortedSet<int> steps) => steps.UnionWith(Enumerable.Range(1, pass.Steps));
    }
}
