using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>A server that speaks as much of S3 as a store needs: PUT with its condition, GET, HEAD, DELETE, and lists.</summary>
internal sealed class FakeS3 : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    public FakeS3()
    {
        (_listener, Url) = Listen(Random.Shared.Next(20_000, 60_000));
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>Contents by bucket and key.</summary>
    public IReadOnlyDictionary<string, byte[]> Objects => _objects;

    /// <summary>Answers every request with this status, unless it is null.</summary>
    public int? Broken { get; set; }

    /// <summary>Bytes of a content after which its connection breaks off, or null: it does not.</summary>
    public int? BreaksAfter { get; set; }

    /// <summary>How many more puts are answered by a conflict, as with another of the same name under way.</summary>
    public int Conflicts { get; set; }

    /// <summary>Whether parts of contents are given where they are asked for.</summary>
    public bool GivesParts { get; set; } = true;

    /// <summary>Puts a content into a place, whatever is there.</summary>
    public void Put(string name, byte[] content) => _objects[name] = content;

    public void Dispose() => _listener.Close();

    /// <summary>Listens at the first free port. A listener whose port is taken is of no further use.</summary>
    private static (HttpListener Listener, string Url) Listen(int port)
    {
        while (true)
        {
            HttpListener listener = new();
            string url = $"http://127.0.0.1:{port++}/";
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException)
            {
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => Answer(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private void Answer(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        string name = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath.Trim('/'));
        byte[] body = [];
        response.StatusCode = Broken ?? 200;
        if (Broken is null && context.Request.HttpMethod == "PUT") Put(context.Request, response, name);
        else if (Broken is null && context.Request.HttpMethod == "DELETE") Remove(response, name);
        else if (Broken is null && context.Request.QueryString["list-type"] == "2")
            body = List(name, context.Request.QueryString["prefix"] ?? "");
        else if (Broken is null && !_objects.TryGetValue(name, out body!)) (response.StatusCode, body) = (404, []);
        else if (GivesParts && context.Request.Headers["Range"]?.Split('=', '-') is [_, var first, var last])
        {
            body = body[int.Parse(first, CultureInfo.InvariantCulture)..(int.Parse(last, CultureInfo.InvariantCulture) + 1)];
            response.StatusCode = 206;
        }

        response.ContentLength64 = body.Length;
        response.Headers["Last-Modified"] = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        response.Headers["ETag"] = "\"x-1\""; // as of several parts: else it were the MD5
        if (context.Request.HttpMethod == "HEAD") return;
        response.OutputStream.Write(body.AsSpan(0, Math.Min(BreaksAfter ?? body.Length, body.Length)));
        response.OutputStream.Flush();
        if (BreaksAfter < body.Length) response.Abort();
    }

    private void Put(HttpListenerRequest request, HttpListenerResponse response, string name)
    {
        using MemoryStream content = new();
        request.InputStream.CopyTo(content);
        if (Conflicts > 0)
        {
            Conflicts--;
            response.StatusCode = 409;
            return;
        }

        bool chunked = request.Headers["x-amz-content-sha256"]?.StartsWith("STREAMING", StringComparison.Ordinal) == true;
        byte[] stored = chunked ? Unchunk(content.ToArray()) : content.ToArray();
        bool only = request.Headers["If-None-Match"] == "*";
        if (only && !_objects.TryAdd(name, stored)) response.StatusCode = 412;
        else if (!only) _objects[name] = stored;
    }

    /// <summary>S3 answers the same whether there was one or not.</summary>
    private void Remove(HttpListenerResponse response, string name)
    {
        _objects.TryRemove(name, out _);
        response.StatusCode = 204;
    }

    private byte[] List(string bucket, string prefix)
    {
        StringBuilder xml = new("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>");
        foreach (string name in _objects.Keys.Where(k => k.StartsWith($"{bucket}/{prefix}", StringComparison.Ordinal)))
            xml.Append($"<Contents><Key>{name[(bucket.Length + 1)..]}</Key><Size>{_objects[name].Length}</Size></Contents>");
        return Encoding.UTF8.GetBytes(xml.Append("</ListBucketResult>").ToString());
    }

    /// <summary>Takes the content out of chunks: <c>size in hexadecimal;signature, CR LF, content, CR LF</c>.</summary>
    private static byte[] Unchunk(byte[] body)
    {
        using MemoryStream content = new();
        for (int at = 0; ;)
        {
            int line = body.AsSpan(at).IndexOf("\r\n"u8);
            string head = Encoding.ASCII.GetString(body, at, line).Split(';')[0];
            int size = int.Parse(head, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0) return content.ToArray();
            content.Write(body, at + line + 2, size);
            at += line + 2 + size + 2;
        }
    }
}
