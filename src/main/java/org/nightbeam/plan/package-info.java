/**
 * What a run will do, decided from headers alone: which frames make which master, which masters
 * belong to which frame, and why where something is missing. Start with {@link
 * org.nightbeam.plan.Planner}. Pixels may not come in.
 */
package org.nightbeam.plan;
