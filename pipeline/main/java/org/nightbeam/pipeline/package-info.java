/** The program: its options, its verbs, the list of its stages, and what it tells the user. */
package org.nightbeam.pipeline;
