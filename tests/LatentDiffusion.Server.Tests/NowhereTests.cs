using System.Net;
using System.Text;
using System.Text.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>What an API has not is told in its form, for pages of other origins too.</summary>
public sealed class NowhereTests
{
    private const string Origin = "https://example.org", Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("GET", "v1/nope", null, 404, "error.message", "There is no /v1/nope here.")]
    [InlineData("POST", "v1/images/variations", Form, 404, "error.message", "There is no /v1/images/variations here.")]
    [InlineData("GET", "sdapi/v1/script-info", null, 404, "detail", "There is no /sdapi/v1/script-info here.")]
    [InlineData("GET", "sdapi/v1/txt2img", null, 405, "detail", "/sdapi/v1/txt2img is for POST, not GET.")]
    [InlineData("DELETE", "v1/models", null, 405, "error.message", "/v1/models is for GET, not DELETE.")]
    [InlineData("POST", "sdapi/v1/txt2img", Form, 415, "detail", "must be application/json, as the header Content-Type says")]
    [InlineData("POST", "v1/images/edits", "text/plain", 415, "error.message", "must be multipart/form-data or application/json")]
    [InlineData("POST", "api/jobs", "text/plain", 415, "error", "here it says 'text/plain; charset=utf-8'")]
    public async Task WhatIsNotThere_IsToldInTheFormOfTheApi(
        string method, string path, string? type, int status, string field, string message)
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.AllowedOrigins.Add(Origin));
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.Add("Origin", Origin);
        if (type is not null) request.Content = new StringContent("{}", Encoding.UTF8, type);
        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal([Origin], response.Headers.GetValues("Access-Control-Allow-Origin"));
        JsonElement value = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        foreach (string name in field.Split('.')) value = value.GetProperty(name);
        Assert.Contains(message, value.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNotThere_IsNotToldWithoutAKey()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.ApiKeys.Add("a key of the test"));
        using HttpResponseMessage response = await server.Client.GetAsync("v1/nope", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
