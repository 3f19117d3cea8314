/**
 * Why a frame ended where it did: a code for programs, a sentence for people, and what was found
 * and expected as data. Start with {@link org.nightbeam.reason.Reason}. Nothing else of the project
 * may be known here.
 */
package org.nightbeam.reason;
