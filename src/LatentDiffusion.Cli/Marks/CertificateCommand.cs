using System.CommandLine;
using LatentDiffusion.Provenance;

namespace LatentDiffusion.Cli;

/// <summary>Makes a certificate to try signing with.</summary>
internal static class CertificateCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("certificate", "Makes a certificate to try signing with, and the trust list that knows it.");
        Argument<string> name = new("name") { Description = "Who signs." };
        Option<string> output = new("--output", "-o")
        {
            Description = "File for certificate and key (.pfx), which must not be there; the trust list gets its name with -trust.pem. "
                + $"A password is taken from {MarkOptions.PasswordVariable}.",
            HelpName = "file",
            DefaultValueFactory = _ => "certificate.pfx",
        };
        Option<int?> days = NamedOption.Of("--days", NamedOption.Whole, "Days for which it holds, 1 to 3650. [default: 365]");
        name.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.Tokens.FirstOrDefault()?.Value)) result.AddError("The name of who signs is empty.");
        });
        command.Add(name);
        command.Add(output);
        command.Add(days);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!, trust = Path.ChangeExtension(path, null) + "-trust.pem";
            if (Array.Find([path, trust], File.Exists) is { } there) throw new IOException($"The file '{there}' already exists.");
            DevelopmentCertificate made = DevelopmentCertificate.Create(
                parsed.GetRequiredValue(name),
                Environment.GetEnvironmentVariable(MarkOptions.PasswordVariable),
                parsed.GetValue(days) ?? 365);
            Write(path, made.Pfx);
            try
            {
                Write(trust, System.Text.Encoding.ASCII.GetBytes(made.RootPem));
            }
            catch
            {
                File.Delete(path);
                throw;
            }

            Console.Out.WriteLine($"certificate  {path}");
            Console.Out.WriteLine($"trust list   {trust}");
            return 0;
        });
        return command;
    }

    /// <summary>Writes a file that is not there yet, for its owner only; a key that is overwritten is lost.</summary>
    private static void Write(string path, byte[] content)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream stream = new(path, options);
        try
        {
            using (stream) stream.Write(content);
        }
        catch
        {
            File.Delete(path); // half a key is none, and would be in the way of the next attempt
            throw;
        }
    }
}
