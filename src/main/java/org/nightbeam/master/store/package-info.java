/**
 * Makes a master's pixels available wherever they are needed: copied once to a local cache file,
 * then mapped into memory. Start with {@link org.nightbeam.master.store.MasterStore}. Nothing here
 * knows how a master is made.
 */
package org.nightbeam.master.store;
