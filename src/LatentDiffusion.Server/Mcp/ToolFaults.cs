using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LatentDiffusion.Server;

/// <summary>
/// Tells a model what was wrong with its call, so that it can mend it. Of arguments that are not what the tool takes the protocol's library
/// says only that an error occurred.
/// </summary>
internal static partial class ToolFaults
{
    /// <summary>Stands before the tools.</summary>
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Tell(
        McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        async (context, cancellationToken) =>
        {
            try
            {
                if (context.MatchedPrimitive is McpServerTool tool) ToolArguments.Check(tool.ProtocolTool, context.Params!);
                return await next(context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not (McpException or OperationCanceledException))
            {
                Fault fault = Fault.Of(error);
                if (fault.IsOurs) Failed(context.Services!.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ToolFaults)), error);
                return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = fault.Message }] };
            }
        };

    [LoggerMessage(1, LogLevel.Error, "The call of a tool failed.")]
    private static partial void Failed(ILogger logger, Exception error);
}
