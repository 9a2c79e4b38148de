using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Functions of ONNX Runtime's C interface that its C# package lacks. Their places in the table are fixed for all later versions
/// (<c>struct OrtApi</c> of
/// https://github.com/microsoft/onnxruntime/blob/v1.31.1/include/onnxruntime/core/session/onnxruntime_c_api.h).
/// </summary>
internal static unsafe partial class OrtApi
{
    private const uint Version = 31;
    private const int GetErrorMessage = 2, ReleaseStatus = 93, AddExternalInitializersFromFilesInMemory = 279,
        SessionGetEpGraphAssignmentInfo = 407, EpAssignedSubgraphGetEpName = 408, EpAssignedSubgraphGetNodes = 409,
        EpAssignedNodeGetName = 410, EpAssignedNodeGetOperatorType = 412;

    // As a key of onnxruntime_session_options_config_keys.h; without it the bytes are copied.
    private const string UseBuffersDirectly = "session.use_external_initializer_file_buffers_directly";

    private static readonly void** Table = Find();

    /// <summary>
    /// Gives a session the bytes of files that its model refers to, so that it opens none itself. They must stay as they are as long as the
    /// session lives.
    /// </summary>
    /// <param name="options">Options of the session.</param>
    /// <param name="files">The files, mapped, in the order of the numbers by which the model names them.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses them.</exception>
    public static void AddFilesInMemory(SessionOptions options, IReadOnlyList<MappedFile> files)
    {
        if (files.Count == 0) return;
        options.AddSessionConfigEntry(UseBuffersDirectly, "1");
        nint[] names = [.. files.Select((_, i) => NativeName(BoundGraph.NameOf(i)))], addresses = [.. files.Select(f => f.Address)];
        nuint[] lengths = [.. files.Select(f => (nuint)f.Length)];
        try
        {
            fixed (nint* name = names, address = addresses)
            fixed (nuint* length = lengths)
            {
                var add = (delegate* unmanaged<nint, nint*, nint*, nuint*, nuint, nint>)Table[AddExternalInitializersFromFilesInMemory];
                Check(add(options.DangerousGetHandle(), name, address, length, (nuint)files.Count));
            }
        }
        finally
        {
            foreach (nint name in names) Marshal.FreeHGlobal(name);
        }
    }

    /// <summary>
    /// Which provider computes each node of a session that records it. Nodes that the session folded or fused are not there.
    /// </summary>
    public static IReadOnlyList<(string Provider, string Operator, string Name)> Assignments(InferenceSession session)
    {
        List<(string, string, string)> result = [];
        nint* subgraphs;
        nuint subgraphCount;
        Check(((delegate* unmanaged<nint, nint**, nuint*, nint>)Table[SessionGetEpGraphAssignmentInfo])(
            Handle(session), &subgraphs, &subgraphCount));
        for (nuint i = 0; i < subgraphCount; i++)
        {
            nint* nodes;
            nuint nodeCount;
            Check(((delegate* unmanaged<nint, nint**, nuint*, nint>)Table[EpAssignedSubgraphGetNodes])(subgraphs[i], &nodes, &nodeCount));
            string provider = Text(EpAssignedSubgraphGetEpName, subgraphs[i]);
            for (nuint k = 0; k < nodeCount; k++)
                result.Add((provider, Text(EpAssignedNodeGetOperatorType, nodes[k]), Text(EpAssignedNodeGetName, nodes[k])));
        }

        GC.KeepAlive(session);
        return result;
    }

    private static string Text(int function, nint subject)
    {
        nint text;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[function])(subject, &text));
        return Marshal.PtrToStringUTF8(text) ?? "";
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Handle")]
    private static extern IntPtr Handle(InferenceSession session);

    /// <summary>Paths are wide characters on Windows and UTF-8 elsewhere (<c>ORTCHAR_T</c>).</summary>
    private static nint NativeName(string name)
    {
        byte[] bytes = (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(name + '\0');
        nint copy = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, copy, bytes.Length);
        return copy;
    }

    private static void Check(nint status)
    {
        if (status == 0) return;
        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[GetErrorMessage])(status)) ?? "";
        ((delegate* unmanaged<nint, void>)Table[ReleaseStatus])(status);
        throw new GraphRunException($"ONNX Runtime failed: {message}", new InvalidOperationException(message));
    }

    private static void** Find()
    {
        var getApi = *(delegate* unmanaged<uint, void**>*)GetApiBase();
        return getApi(Version) is var table && table is not null ? table
            : throw new NotSupportedException($"The native ONNX Runtime is older than 1.{Version}.");
    }

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    private static partial void* GetApiBase();
}
