namespace LatentDiffusion.Datasets;

/// <summary>What a number of a sample is drawn from.</summary>
internal abstract record NumberDistribution
{
    private const int Digits = 4; // so that a value reads well, and no last bit of a sum decides on a picture

    /// <summary>The least value that it gives.</summary>
    public abstract double Least { get; }

    /// <summary>The greatest value that it gives.</summary>
    public abstract double Most { get; }

    /// <summary>Whether what it is made of are whole numbers, as <see cref="DrawWhole"/> needs.</summary>
    public virtual bool IsWhole => double.IsInteger(Least) && double.IsInteger(Most);

    /// <summary>Draws a number, with four digits behind the point.</summary>
    public double Draw(ref SampleRandom random) => Math.Round(Next(ref random), Digits);

    /// <summary>Draws a whole number; between two of them all are as likely.</summary>
    public int DrawWhole(ref SampleRandom random)
    {
        double value = this is Uniform u ? Math.Floor(u.From + (u.To - u.From + 1) * random.NextDouble()) : Math.Round(Next(ref random));
        return (int)Math.Min(value, Most);
    }

    /// <summary>Draws a number.</summary>
    protected abstract double Next(ref SampleRandom random);

    /// <summary>One of several values.</summary>
    internal sealed record Of(Choices<double> Choices) : NumberDistribution
    {
        /// <inheritdoc/>
        public override double Least => Choices.Values.Min();

        /// <inheritdoc/>
        public override double Most => Choices.Values.Max();

        /// <inheritdoc/>
        public override bool IsWhole => Choices.Values.All(double.IsInteger);

        /// <inheritdoc/>
        protected override double Next(ref SampleRandom random) => Choices.Pick(ref random);
    }

    /// <summary>Any value between two, all as likely.</summary>
    internal sealed record Uniform(double From, double To) : NumberDistribution
    {
        /// <inheritdoc/>
        public override double Least => From;

        /// <inheritdoc/>
        public override double Most => To;

        /// <inheritdoc/>
        protected override double Next(ref SampleRandom random) => From + (To - From) * random.NextDouble();
    }

    /// <summary>
    /// A normal distribution cut off at both ends: the sum of twelve uniform numbers less six, which takes no function whose last bit
    /// differs between machines. What falls outside is drawn again, and after 64 draws uniformly.
    /// </summary>
    internal sealed record Normal(double Mean, double Deviation, double From, double To) : NumberDistribution
    {
        private const int Draws = 64, Terms = 12;

        /// <inheritdoc/>
        public override double Least => From;

        /// <inheritdoc/>
        public override double Most => To;

        /// <inheritdoc/>
        protected override double Next(ref SampleRandom random)
        {
            for (int draw = 0; draw < Draws; draw++)
            {
                double sum = -Terms / 2;
                for (int i = 0; i < Terms; i++) sum += random.NextDouble();
                double value = Mean + Deviation * sum;
                if (value >= From && value <= To) return value;
            }

            return From + (To - From) * random.NextDouble();
        }
    }
}
