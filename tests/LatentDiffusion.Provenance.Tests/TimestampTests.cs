using System.Net;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>Asking a time stamp authority over HTTP.</summary>
public sealed class TimestampTests
{
    [Fact]
    public async Task Sign_WithAnAuthorityOverHttp_IsStamped()
    {
        using HttpListener listener = Listen(out Uri address);
        Task serving = Serve(listener, context =>
        {
            Assert.Equal("application/timestamp-query", context.Request.ContentType);
            using MemoryStream request = new();
            context.Request.InputStream.CopyTo(request);
            context.Response.ContentType = "application/timestamp-reply";
            context.Response.OutputStream.Write(Signers.Authority.Answer(request.ToArray()));
        });
        using C2paSigner signer = Signers.FromPfx(Signers.Certificate.Pfx, new HttpTimestampAuthority(address));
        byte[] file = C2paFile.Sign(Signers.Noise(4, 4, 1).Encode(ImageFormat.Png), signer);
        await serving;
        C2paReport report = new C2paValidator(Signers.Trust).Validate(file);
        Assert.Equal(C2paState.Trusted, report.State);
        Assert.NotNull(report.SignedAt);
    }

    [Fact]
    public async Task Sign_AuthorityThatRefuses_IsATypedError()
    {
        using HttpListener listener = Listen(out Uri address);
        Task serving = Serve(listener, context => context.Response.StatusCode = 503);
        using C2paSigner signer = Signers.FromPfx(Signers.Certificate.Pfx, new HttpTimestampAuthority(address));
        Assert.Contains("503", Assert.Throws<ProvenanceException>(() => C2paFile.Sign(Png, signer)).Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task Sign_AuthorityThatAnswersNonsense_IsATypedError()
    {
        using HttpListener listener = Listen(out Uri address);
        Task serving = Serve(listener, context => context.Response.OutputStream.Write("nonsense"u8));
        using C2paSigner signer = Signers.FromPfx(Signers.Certificate.Pfx, new HttpTimestampAuthority(address));
        ProvenanceException thrown = Assert.Throws<ProvenanceException>(() => C2paFile.Sign(Png, signer));
        Assert.Contains("cannot be used", thrown.Message, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public void Sign_NoAuthorityThere_IsATypedError()
    {
        using (Listen(out Uri address))
        {
            HttpTimestampAuthority silent = new(address, TimeSpan.FromMilliseconds(200));
            using C2paSigner late = Signers.FromPfx(Signers.Certificate.Pfx, silent);
            Assert.Contains("0.2 s", Assert.Throws<ProvenanceException>(() => C2paFile.Sign(Png, late)).Message, StringComparison.Ordinal);
        }

        using C2paSigner nobody = Signers.FromPfx(Signers.Certificate.Pfx, new HttpTimestampAuthority(new Uri("http://127.0.0.1:1")));
        ProvenanceException thrown = Assert.Throws<ProvenanceException>(() => C2paFile.Sign(Png, nobody));
        Assert.Contains("127.0.0.1", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new HttpTimestampAuthority(new Uri("ftp://127.0.0.1")));
    }

    private static byte[] Png => Signers.Noise(4, 4, 1).Encode(ImageFormat.Png);

    private static HttpListener Listen(out Uri address)
    {
        for (int port = 20_000 + Random.Shared.Next(20_000); ; port++)
        {
            address = new Uri($"http://127.0.0.1:{port}/");
            HttpListener listener = new() { Prefixes = { address.AbsoluteUri } };
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                ((IDisposable)listener).Dispose();
            }
        }
    }

    private static async Task Serve(HttpListener listener, Action<HttpListenerContext> answer)
    {
        HttpListenerContext context = await listener.GetContextAsync();
        answer(context);
        context.Response.Close();
    }
}
