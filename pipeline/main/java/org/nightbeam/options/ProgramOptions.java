package org.nightbeam.options;

/**
 * All options of the program, one interface per feature, in the order of help. What an interface
 * extended here declares is read, checked, completed and described; nothing else lists the options.
 */
public interface ProgramOptions
    extends InputOptions,
        HeaderOptions,
        PreparationOptions,
        CombineOptions,
        MatchingOptions,
        LightOptions,
        GradingOptions,
        RegistrationOptions,
        StackOptions,
        LightCurveOptions,
        RunOptions,
        WatchOptions,
        ExportOptions {}
