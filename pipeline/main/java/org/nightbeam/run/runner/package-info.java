/**
 * Starts a pipeline, follows it and stops it: in this process, or on a Flink cluster. Start with
 * {@link org.nightbeam.run.runner.RunningPipeline}. It does not know what the pipeline does.
 */
package org.nightbeam.run.runner;
