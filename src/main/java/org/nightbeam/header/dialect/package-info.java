/**
 * The vocabulary of headers: which keyword gives which fact, in order of trust, and which cards are
 * signs of earlier processing. Start with {@link org.nightbeam.header.dialect.Dialect}. The words
 * of the many cameras are data in {@code dialect.yaml}, not code; what one header says in these
 * words is looked up in {@link org.nightbeam.header}.
 */
package org.nightbeam.header.dialect;
