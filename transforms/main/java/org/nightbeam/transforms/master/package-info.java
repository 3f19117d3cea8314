/**
 * How masters are made: whole by one worker, or by bands of rows that all workers share. Start with
 * {@link org.nightbeam.transforms.master.CombineMasters}. Which masters there are is planned
 * before; how frames are combined belongs in {@link org.nightbeam.master}.
 */
package org.nightbeam.transforms.master;
