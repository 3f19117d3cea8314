package org.nightbeam.pipeline;

/** The options of the program, as one; {@link OptionValues} has their values. */
public interface ProgramOptions
    extends InputOutputOptions, CalibrationOptions, MatchingOptions, RunOptions {}
