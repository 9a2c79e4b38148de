using System.Globalization;
using System.Numerics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LatentDiffusion.Server;

/// <summary>A request to edit, as a form or as JSON.</summary>
/// <param name="Request">Its fields.</param>
/// <param name="Image">The file of the picture.</param>
/// <param name="Mask">The file of the mask, or null.</param>
internal sealed record EditForm(ImagesRequest Request, byte[] Image, byte[]? Mask)
{
    /// <summary>Reads it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The largest body; all of it stays in memory.</param>
    /// <exception cref="RequestException">Something in it is missing or wrong.</exception>
    public static async Task<EditForm> ReadAsync(HttpContext context, long maxBytes)
    {
        if (!context.Request.HasFormContentType)
        {
            ImagesRequest json = await ServerJson.ReadAsync<ImagesRequest>(context).ConfigureAwait(false);
            byte[][] given = [.. (json.Images ?? []).Select(i => InputImages.Bytes(i?.ImageUrl ?? "", "images"))];
            return new EditForm(json, One(given), json.Mask is { } m ? InputImages.Bytes(m.ImageUrl ?? "", "mask") : null);
        }

        int most = (int)Math.Min(maxBytes, int.MaxValue);
        FormOptions options = new() { MemoryBufferThreshold = most, MultipartBodyLengthLimit = most };
        IFormCollection form = await FormAsync(context, options).ConfigureAwait(false);
        byte[][] images = [.. form.Files.Where(f => f.Name is "image" or "image[]").Select(Bytes)];
        IFormFile[] masks = [.. form.Files.Where(f => f.Name is "mask" or "mask[]")];
        if (masks.Length > 1 || form.Keys.Any(k => k is "mask" or "mask[]" && form[k].ToString().Length > 0))
            throw new RequestException("mask", "mask must be one file.");
        return new EditForm(Fields(form), One(images), masks is [var mask] ? Bytes(mask) : null);
    }

    private static async Task<IFormCollection> FormAsync(HttpContext context, FormOptions options)
    {
        try
        {
            return await context.Request.ReadFormAsync(options, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new InvalidDataException("The form ends before its last part does.", e); // the client's mistake, not the server's
        }
    }

    private static byte[] One(byte[][] images) => images.Length == 1
        ? images[0]
        : throw new RequestException("image", $"There are {images.Length} pictures to edit; there must be one.");

    private static ImagesRequest Fields(IFormCollection form)
    {
        return new ImagesRequest
        {
            Prompt = Text("prompt"),
            Model = Text("model"),
            N = Number<int>("n"),
            Size = Text("size"),
            Background = Text("background"),
            OutputFormat = Text("output_format"),
            OutputCompression = Number<int>("output_compression"),
            ResponseFormat = Text("response_format"),
            Stream = Text("stream") is { } stream ? LooseBoolean.Parse(stream) ?? throw Not("stream", stream, "true or false") : null,
            PartialImages = Number<int>("partial_images"),
            NegativePrompt = Text("negative_prompt"),
            Steps = Number<int>("steps"),
            NumInferenceSteps = Number<int>("num_inference_steps"),
            GuidanceScale = Number<double>("guidance_scale"),
            Seed = Number<long>("seed"),
            RngSeed = Number<long>("rng_seed"),
            Scheduler = Text("scheduler"),
            Strength = Number<double>("strength"),
        };

        // Forms cannot leave a field out that stands on a page; it is empty then.
        string? Text(string name)
        {
            if (!form.TryGetValue(name, out var values)) return null;
            if (values.Count > 1) throw new RequestException(name, $"{name} is there {values.Count} times; once is enough.");
            return values.ToString() is { Length: > 0 } text ? text : null;
        }

        // 20.0 is an integer too, as in JSON; a comma is none of a number's, where thousands are not written apart.
        T? Number<T>(string name)
            where T : struct, INumber<T>
        {
            if (Text(name) is not { } text) return null;
            return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value)
                ? value : throw Not(name, text, "a number");
        }
    }

    private static RequestException Not(string name, string text, string what) => new(name, $"{name} is '{text}'; it must be {what}.");

    private static byte[] Bytes(IFormFile file)
    {
        using MemoryStream memory = new();
        file.CopyTo(memory);
        return memory.ToArray();
    }
}
