using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>The bodies of errors, as the clients of each API read them.</summary>
internal static class ErrorForms
{
    /// <summary>The page's own.</summary>
    public static object Plain(Fault fault) => new { error = fault.Message, code = fault.Code, parameter = fault.Parameter };

    /// <summary>OpenAI's (https://platform.openai.com/docs/guides/error-codes).</summary>
    public static object OpenAi(Fault fault) => OfOpenAi(FieldNames.OfOpenAi(fault));

    /// <summary>stable-diffusion-webui's, of <c>api_middleware</c> in its <c>modules/api/api.py</c>.</summary>
    public static object Webui(Fault fault) => OfWebui(FieldNames.OfWebui(fault));

    private static object OfOpenAi(Fault fault) => new
    {
        error = new
        {
            message = fault.Message,
            type = fault.Status switch
            {
                StatusCodes.Status401Unauthorized => "authentication_error",
                StatusCodes.Status429TooManyRequests => "rate_limit_error",
                >= 500 => "server_error",
                _ => "invalid_request_error",
            },
            param = fault.Parameter,
            code = fault.Code,
        },
    };

    private static object OfWebui(Fault fault) => new { error = fault.Code, detail = fault.Message, body = "", errors = fault.Message };
}
