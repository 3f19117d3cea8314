/** A night made up from known truth, for a first look and for tests. */
package org.nightbeam.synthetic;
