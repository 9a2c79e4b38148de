using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LatentDiffusion.Server;

/// <summary>
/// Names of fields in the OpenAPI document as <see cref="ServerJson"/> reads and writes them. The document takes them from the
/// application's own JSON options, which are not this server's to change.
/// </summary>
internal static class DescribedNames
{
    /// <summary>Renames the fields of a type of this server.</summary>
    public static Task FitAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type.Assembly == typeof(DescribedNames).Assembly)
        {
            schema.Properties = schema.Properties?.ToDictionary(p => NameOf(p.Key), p => p.Value);
            schema.Required = schema.Required?.Select(NameOf).ToHashSet();
        }

        return Task.CompletedTask;
    }

    private static string NameOf(string property) => ServerJson.Options.PropertyNamingPolicy!.ConvertName(property);
}
