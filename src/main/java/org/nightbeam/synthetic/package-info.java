/** Simulated nights with known truth, for a first look, for tests and for measurements. */
package org.nightbeam.synthetic;
