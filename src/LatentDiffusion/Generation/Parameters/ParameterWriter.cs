using System.Globalization;
using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Generation;

/// <summary>Tells how a picture was made, so that it can be drawn again from what is told.</summary>
/// <param name="asked">The request, as it was given.</param>
/// <param name="framed">What was made of it.</param>
/// <param name="model">The model.</param>
/// <param name="name">Its name.</param>
/// <param name="pipeline">The fields of the pipeline.</param>
internal sealed class ParameterWriter(
    GenerationRequest asked, FramedPlan framed, LatentModel model, string name, IEnumerable<KeyValuePair<string, string>> pipeline)
{
    /// <summary>Name of the field with the share of the schedule that is drawn.</summary>
    public const string DenoisingEnd = "Denoising end";

    private const string Refiner = "Refiner", RefinerStart = "Refiner switch at";

    private readonly GenerationPlan _plan = framed.Plan, _first = framed.Small ?? framed.Plan;
    private readonly KeyValuePair<string, string>[] _pipeline = [.. pipeline];
    private readonly SamplerText _sampler = SamplerText.Of(
        framed.Plan.Scheduler, model.SchedulerOptions with { Eta = framed.Plan.Request.Schedule.Eta });

    /// <summary>The parameters of picture k of the batch.</summary>
    public GenerationParameters Of(int k) => asked.Image?.FirstPass is { } first ? Refined(first, k) : new()
    {
        Prompt = asked.Prompt,
        NegativePrompt = asked.NegativePrompt ?? "",
        Steps = _first.Steps,
        Sampler = _sampler.Sampler,
        ScheduleType = _sampler.ScheduleType,
        GuidanceScale = _first.Request.GuidanceScale ?? _first.GuidanceScale, // as it was written, not as the nearest float
        Seed = _plan.SeedOf(k),
        Width = _first.Output.Width,
        Height = _first.Output.Height,
        Model = name,
        Strength = _plan.UsesStrength || framed.Small is not null ? _plan.Strength : null,
        Other = [.. Shared, .. OfBatch(k), PipelineFields.Version],
    };

    /// <summary>The fields that all pictures of the batch have; hashes of pictures are among them.</summary>
    private KeyValuePair<string, string>[] Shared => field ??= [.. Fields()];

    private IEnumerable<KeyValuePair<string, string>> Fields()
    {
        foreach (KeyValuePair<string, string> field in _pipeline) yield return field;
        if (_sampler.Options is { } options) yield return new(RequestReader.SchedulerOptions, options);
        if (AskedSize() is { } size) yield return new(RequestReader.AskedSize, size);
        foreach (RequestField field in RequestFields.All)
            if (field.Write(asked) is { } text) yield return new(field.Name, text);
        foreach (KeyValuePair<string, string> field in PictureFields.Of(asked, _first.Controls)) yield return field;
        if (framed.Small is { } small)
        {
            if (small.UsesStrength) yield return new(RequestReader.FirstStrength, NamedValues.Number(small.Strength));
            foreach (KeyValuePair<string, string> field in asked.Hires!.TextFields()) yield return field;
        }
    }

    /// <summary>The picture's place in its batch: alone, it may differ in the last digits of its latents.</summary>
    private KeyValuePair<string, string>[] OfBatch(int k) => _plan.Count == 1 || _plan.Request.Seeds is not null ? [] :
    [
        new("Batch size", _plan.Count.ToString(CultureInfo.InvariantCulture)),
        new("Batch pos", k.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The size to ask for, where pictures are given back in another.</summary>
    private string? AskedSize()
    {
        bool isBinned = _first.Output != (_first.Width, _first.Height);
        var (width, height) = (_first.Latent.Width * model.Factor, _first.Latent.Height * model.Factor);
        return isBinned || _first.Output == (width, height) ? null : string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
    }

    /// <summary>What the first model told, with this one as its refiner, under webui's names.</summary>
    private GenerationParameters Refined(GenerationParameters first, int k)
    {
        string hash = _pipeline.FirstOrDefault(f => f.Key == PipelineFields.Hash).Value is { } known ? $" [{known}]" : "";
        return first.With(
            _plan.SeedOf(k),
            [
                .. first.Other.Where(f => f.Key != DenoisingEnd && f.Key != PipelineFields.Version.Key),
                new(Refiner, name + hash),
                new(RefinerStart, NamedValues.Number(asked.Schedule.Start)),
                PipelineFields.Version,
            ]);
    }
}
