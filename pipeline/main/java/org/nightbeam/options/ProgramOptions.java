package org.nightbeam.options;

/** The options of the program, as one; {@link SplitOptions} reads them. */
public interface ProgramOptions
    extends InputOutputOptions, CalibrationOptions, SourceOptions, MatchingOptions, RunOptions {}
