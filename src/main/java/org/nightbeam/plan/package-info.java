/**
 * Plans a run from headers alone: which frames make which master, which masters belong to which
 * frame, and why something is missing. Start with {@link org.nightbeam.plan.Planner}. It never
 * reads pixels.
 */
package org.nightbeam.plan;
