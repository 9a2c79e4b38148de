namespace LatentDiffusion.Datasets;

/// <summary>Decides on samples.</summary>
/// <param name="plan">What the plan says.</param>
/// <param name="table">Who belongs to which split.</param>
/// <param name="hash">The plan's hash.</param>
internal sealed class RecipeWriter(PlanSettings plan, SplitTable table, byte[] hash)
{
    /// <summary>Decides on an attempt at a sample.</summary>
    public SampleRecipe Write(Segment segment, long index, int attempt)
    {
        var (label, ordinal) = segment.Place(index);
        if (segment.IsSpare) ordinal += table.CountOf(label, segment.Split);
        ClassSettings made = plan.Classes[label];
        IReadOnlyList<PictureSource> sources = table.SourcesOf(label, segment.Split);
        PictureSource? source = made.Mode == DatasetMode.Text ? null : sources[(int)(ordinal % sources.Count)];
        bool starts = made.Mode is DatasetMode.Variations or DatasetMode.Inside or DatasetMode.Outside;

        // The order of the draws is part of what a plan means.
        SampleRandom random = new(hash, index, attempt);
        long seed = random.NextSeed();
        ModelSettings model = plan.Models.Pick(ref random);
        KeyValuePair<string, double>[] adapters = new KeyValuePair<string, double>[model.Adapters.Count];
        for (int i = 0; i < adapters.Length; i++)
            adapters[i] = KeyValuePair.Create(model.Adapters[i].Name, model.Adapters[i].Scale.Draw(ref random));
        TemplateSettings template = (made.Templates ?? plan.Templates).Pick(ref random);
        List<KeyValuePair<string, string>> attributes = [];
        foreach (string place in template.Prompt.Places.Union(template.Caption?.Places ?? []))
            if (place != PromptTemplate.ClassPlace) attributes.Add(KeyValuePair.Create(place, plan.Attributes[place].Pick(ref random)));
        string prompt = template.Prompt.Fill(Value);
        return new SampleRecipe
        {
            Index = index,
            Attempt = attempt,
            Split = segment.Name,
            Class = made.Name,
            Label = label,
            Mode = made.Mode,
            Model = model.Name,
            Adapters = adapters,
            Prompt = prompt,
            Caption = template.Caption?.Fill(Value) ?? prompt,
            Attributes = attributes,
            Seed = seed,
            NegativePrompt = (template.Negative ?? plan.Draw.Negative)?.Pick(ref random),
            Scheduler = plan.Draw.Schedulers?.Pick(ref random),
            Steps = plan.Draw.Steps?.DrawWhole(ref random),
            GuidanceScale = plan.Draw.Guidance?.Draw(ref random),
            Strength = starts ? plan.Draw.Strength?.Draw(ref random) : null,
            ControlScale = made.Mode == DatasetMode.Control ? plan.Draw.ControlScale?.Draw(ref random) : null,
            Source = source?.Name,
            Variant = source is null ? 0 : ordinal / sources.Count,
            Picture = source,
        };

        string Value(string place) => place == PromptTemplate.ClassPlace ? made.Title : attributes.Find(a => a.Key == place).Value;
    }
}
