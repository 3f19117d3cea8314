/**
 * Resources shared by the workers of a run: settings, masters, journal and ledger, and leftovers of
 * earlier runs. Start with {@link org.nightbeam.transforms.work.Worker}. It contains no transforms.
 */
package org.nightbeam.transforms.work;
