using System.Collections;
using System.Reflection;
using System.Runtime.Loader;

namespace LatentDiffusion.Mutation;

/// <summary>The tests, loaded beside a library of any making.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly AssemblyLoadContext _context;
    private readonly Assembly _tests;

    /// <summary>Loads the tests.</summary>
    /// <param name="folder">Where they were built to.</param>
    /// <param name="library">The library, in place of the one in the folder.</param>
    public TestHost(string folder, byte[] library)
    {
        _context = new AssemblyLoadContext("mutant", isCollectible: true);
        Assembly loaded = _context.LoadFromStream(new MemoryStream(library));
        _context.Resolving += (context, name) =>
            name.Name == "LatentDiffusion" ? loaded
            : File.Exists(Path.Combine(folder, name.Name + ".dll")) ? context.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll"))
            : null;
        _tests = _context.LoadFromAssemblyPath(Path.Combine(folder, "LatentDiffusion.Tests.dll"));
        Switches = new Switchboard(loaded.GetType("LatentDiffusion.MutantSwitch")!);
    }

    /// <summary>The library's switches.</summary>
    public Switchboard Switches { get; }

    /// <summary>All cases of classes, in their order.</summary>
    public List<TestCase> Cases(IEnumerable<string> classes) =>
        [.. classes.Select(c => _tests.GetType("LatentDiffusion.Tests." + c) ?? throw new ArgumentException($"There is no test class {c}."))
            .SelectMany(c => c.GetMethods().Where(m => m.DeclaringType == c)).SelectMany(Cases)];

    public void Dispose() => _context.Unload();

    private static IEnumerable<TestCase> Cases(MethodInfo method)
    {
        object[] attributes = method.GetCustomAttributes(inherit: false);
        if (!attributes.Any(a => a.GetType().Name is "FactAttribute" or "TheoryAttribute")) yield break;
        bool hasRows = false;
        foreach (object?[] row in attributes.SelectMany(a => Rows(method, a)))
        {
            hasRows = true;
            ParameterInfo[] parameters = method.GetParameters();
            yield return new TestCase(method, [.. parameters.Select((p, i) => i < row.Length ? Converted(row[i], p) : p.DefaultValue)]);
        }

        if (!hasRows && method.GetParameters().Length == 0) yield return new TestCase(method, []);
    }

    private static IEnumerable<object?[]> Rows(MethodInfo method, object attribute)
    {
        Type type = attribute.GetType();
        if (type.Name == "InlineDataAttribute") return [(object?[])type.GetProperty("Data")!.GetValue(attribute)!];
        if (type.Name != "MemberDataAttribute") return [];
        string member = (string)type.GetProperty("MemberName")!.GetValue(attribute)!;
        var rows = (IEnumerable)method.DeclaringType!.GetProperty(member)!.GetValue(null)!;
        return rows.Cast<object>().Select(row => row as object?[]
            ?? (object?[])row.GetType().GetInterface("ITheoryDataRow")!.GetMethod("GetData")!.Invoke(row, null)!);
    }

    private static object? Converted(object? value, ParameterInfo parameter) =>
        value is IConvertible && parameter.ParameterType is { IsPrimitive: true } type && value.GetType() != type
            ? Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture)
            : value;
}
