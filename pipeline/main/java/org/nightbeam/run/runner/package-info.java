/**
 * Starts a pipeline, follows it and stops it: in this process, or on a Flink cluster. Start with
 * {@link org.nightbeam.run.runner.RunningPipeline}. What the pipeline does is no business of this
 * room.
 */
package org.nightbeam.run.runner;
