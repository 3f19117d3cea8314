package org.nightbeam.pipeline;

/**
 * The options of the program, as one: Beam validates each interface that it is told of together
 * with all before it, so that four take four times as long at every start.
 */
public interface ProgramOptions
    extends InputOutputOptions, CalibrationOptions, MatchingOptions, RunOptions {}
