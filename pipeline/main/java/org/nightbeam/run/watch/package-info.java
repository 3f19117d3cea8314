/**
 * Watches a folder and does one small run after another as frames come. Start with {@link
 * org.nightbeam.run.watch.Watch}. The runs themselves are those of {@link org.nightbeam.run}.
 */
package org.nightbeam.run.watch;
