namespace LatentDiffusion.Comparison;

/// <summary>What it costs to put an adapter on a model, beside loading the model.</summary>
internal static class AdapterComparison
{
    /// <summary>Prints times and the peaks of memory before and after.</summary>
    /// <param name="model">Folder or file of the model.</param>
    /// <param name="adapter">A <c>.safetensors</c> file of a LoRA.</param>
    public static void Print(string model, string adapter)
    {
        const string Name = "adapter";
        LatentDiffusionPipeline? pipeline = null;
        double load = Measure.Seconds(() => pipeline = LatentDiffusionPipeline.Load(model));
        double peak = Measure.Peak();
        using (pipeline)
        {
            double add = Measure.Seconds(() => pipeline!.LoadLora(adapter, 0.8, Name));
            double scale = Measure.Seconds(() => pipeline!.SetLoraScale(Name, 0.5));
            double remove = Measure.Seconds(() => pipeline!.UnloadLora(Name));
            Console.WriteLine(
                $"{pipeline!.Name}: loading {load:0.0} s, adapter {add:0.0} s ({add / load:0.00}), other scale {scale:0.0} s, "
                + $"unloading {remove:0.0} s; "
                + $"peak {peak / 1e9:0.00} GB, then {Measure.Peak() / 1e9:0.00} GB");
        }
    }
}
