/**
 * Where frames are read from and products are written to. The science knows only {@link
 * org.nightbeam.storage.Storage}; local disks are here, other file systems come from Beam.
 */
package org.nightbeam.storage;
