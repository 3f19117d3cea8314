/** Nights made up from known truth, for a first look, for tests and for measurements. */
package org.nightbeam.synthetic;
