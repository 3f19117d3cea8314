/**
 * Storage that frames are read from and products are written to. Start with {@link
 * org.nightbeam.storage.Storage}, which is all that the science code knows; local disks are here,
 * other file systems come from Beam.
 */
package org.nightbeam.storage;
