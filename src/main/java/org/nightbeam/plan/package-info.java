/**
 * What a run will do, decided from headers alone: which frames make which master, which masters
 * belong to which frame, and why where something is missing.
 */
package org.nightbeam.plan;
