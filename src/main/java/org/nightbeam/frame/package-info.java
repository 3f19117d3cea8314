/**
 * One frame: where it is, how its pixels are stored, and what its header and folder say of it. The
 * words of the many headers are data, in {@code dialect.yaml}.
 */
package org.nightbeam.frame;
