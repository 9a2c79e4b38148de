using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace LatentDiffusion.Evaluation;

/// <summary>Logarithmic axes with round numbers, for data that was drawn as logarithms.</summary>
internal static class LogAxes
{
    private const double Margin = 0.05; // decades

    /// <summary>Gives a plot its axes.</summary>
    public static void Apply(Plot plot, IEnumerable<double> x, IEnumerable<double> y)
    {
        Apply(plot.Axes.Bottom, x);
        Apply(plot.Axes.Left, y);
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.12);
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 14;
    }

    private static void Apply(IAxis axis, IEnumerable<double> data)
    {
        double[] values = [.. data.Where(v => v > 0 && double.IsFinite(v))];
        if (values.Length == 0) values = [1];
        double low = Math.Log10(values.Min()) - Margin, high = Math.Log10(values.Max()) + Margin;
        axis.Min = low;
        axis.Max = high;
        List<Tick> ticks = [];
        for (int decade = (int)Math.Floor(low); decade <= high; decade++)
        {
            foreach (int digit in high - low > 2.5 ? [1] : (int[])[1, 2, 5])
            {
                double place = decade + Math.Log10(digit);
                if (place >= low && place <= high)
                    ticks.Add(new Tick(place, (digit * Math.Pow(10, decade)).ToString("0.######", CultureInfo.InvariantCulture)));
            }
        }

        axis.TickGenerator = new NumericManual([.. ticks]);
    }
}
