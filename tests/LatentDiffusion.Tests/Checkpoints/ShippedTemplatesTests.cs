using System.Reflection;

namespace LatentDiffusion.Tests;

/// <summary>The templates that come with the library fit the configurations that come with it.</summary>
public sealed class ShippedTemplatesTests
{
    [Theory]
    [InlineData("stable-diffusion-v1", "unet", 686)]
    [InlineData("stable-diffusion-v1", "text_encoder", 196)]
    [InlineData("stable-diffusion-v1", "vae_encoder", 108)]
    [InlineData("stable-diffusion-v1", "vae_decoder", 140)]
    [InlineData("stable-diffusion-v1-inpainting", "unet", 686)]
    [InlineData("instruct-pix2pix", "unet", 686)]
    [InlineData("stable-diffusion-v2", "unet", 686)]
    [InlineData("stable-diffusion-v2", "text_encoder", 372)]
    [InlineData("stable-diffusion-v2", "vae_decoder", 140)]
    [InlineData("stable-diffusion-v2-inpainting", "unet", 686)]
    [InlineData("stable-diffusion-xl-base", "unet", 1680)]
    [InlineData("stable-diffusion-xl-inpainting", "unet", 1680)]
    [InlineData("stable-diffusion-xl-refiner", "unet", 1220)]
    [InlineData("stable-diffusion-xl-refiner", "text_encoder_2", 517)]
    [InlineData("stable-diffusion-xl-refiner", "vae_decoder", 140)]
    [InlineData("stable-diffusion-xl-base", "text_encoder", 196)]
    [InlineData("stable-diffusion-xl-base", "text_encoder_2", 517)]
    [InlineData("stable-diffusion-xl-base", "vae_decoder", 140)]
    public void For_KnownModels_HasAGraphThatKnowsTheOriginalNameOfEachParameter(string model, string component, int parameters)
    {
        EmbeddedFiles files = new(model);
        ModelConfig index = ModelConfig.Read(files, "model_index.json");
        string kept = GraphFolder.KeptIn(component), className = index.ComponentClass(kept)!;
        GraphTemplate template = GraphTemplates.Of(new PipelineOptions()).For(
            component,
            className,
            ModelConfig.Read(files.Folder(kept), "config.json"),
            index.Required<string>("_class_name"),
            steered: false);
        Assert.Contains(index.Required<string>("_class_name"), template.Pipelines);
        Assert.Equal(parameters, template.Parameters.Count);
        Assert.All(template.Parameters, p => Assert.NotEmpty(p.OriginalKeys));
        GraphProto graph = template.Model().Graph;
        string first = component switch { "unet" or "vae_encoder" => "sample", "vae_decoder" => "latent_sample", _ => "input_ids" };
        Assert.Equal(first, graph.Inputs[0].Name);
    }

    /// <summary>ControlNets are published as files of weights alone, in the names of diffusers and of their authors.</summary>
    [Theory]
    [InlineData("sd1-controlnet", false)]
    [InlineData("sd1-controlnet", true)]
    [InlineData("sd2-controlnet", false)]
    [InlineData("sdxl-controlnet", false)]
    public void Fitting_FileOfAControlNet_HasItsGraphAndConfiguration(string name, bool original)
    {
        using TemporaryFolder folder = new();
        Assembly library = typeof(GraphTemplates).Assembly;
        string resource = library.GetManifestResourceNames().Single(n => n.Contains(name, StringComparison.Ordinal));
        GraphTemplate shipped = GraphTemplate.Read(resource, () => library.GetManifestResourceStream(resource)!);
        List<string> entries = [];
        long end = 0;
        foreach (TemplateParameter parameter in shipped.Parameters)
        {
            string key = original ? "control_model." + parameter.OriginalKeys[0].Key : parameter.Name;
            string shape = string.Join(',', parameter.Shape), offsets = $"{end},{end += parameter.Count * 2}";
            entries.Add($$"""
                "{{key}}":{"dtype":"F16","shape":[{{shape}}],"data_offsets":[{{offsets}}]}
                """);
        }

        using (FileStream file = File.Create(folder["net.safetensors"]))
        {
            byte[] header = SafetensorsBytes.File($"{{{string.Join(',', entries)}}}");
            file.Write(header);
            file.SetLength(header.Length + end); // zeros, which take no room on the disk
        }

        GraphTemplate? found = GraphTemplates.Of(new PipelineOptions()).Fitting("controlnet_1", Weights.Open(folder["net.safetensors"]));
        Assert.Equal(shipped.Path, found?.Path);
        ModelConfig config = ModelConfig.Read(new TemplateFiles(found!), ModelConfig.FileName);
        Assert.Empty(shipped.Config.DifferencesFrom(config));
        Assert.Equal("ControlNetModel", config.Required<string>("_class_name"));
    }

    [Theory]
    [InlineData("stable-diffusion-v1")]
    [InlineData("stable-diffusion-v1-inpainting")]
    [InlineData("stable-diffusion-v2")]
    [InlineData("stable-diffusion-xl-base")]
    [InlineData("stable-diffusion-xl-inpainting")]
    public void For_UNetsOfKnownModelsBesideControlNets_HasAGraphThatTakesResiduals(string model)
    {
        EmbeddedFiles files = new(model);
        ModelConfig index = ModelConfig.Read(files, "model_index.json"), config = ModelConfig.Read(files.Folder("unet"), "config.json");
        GraphTemplate Template(bool steered) => GraphTemplates.Of(new PipelineOptions()).For(
            "unet", "UNet2DConditionModel", config, index.Required<string>("_class_name"), steered);
        GraphProto graph = Template(steered: true).Model().Graph;
        Assert.Contains(graph.Inputs, input => input.Name.Contains("residual", StringComparison.Ordinal));
        Assert.Equal(Template(steered: false).Parameters.Select(p => p.Name), Template(steered: true).Parameters.Select(p => p.Name));
    }
}
