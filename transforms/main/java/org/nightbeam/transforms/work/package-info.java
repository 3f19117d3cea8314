/**
 * Resources shared by the workers of a run: settings, file systems (Beam's, and S3 with one request
 * per piece or object), masters, journal and ledger, and leftovers of earlier runs. Start with
 * {@link org.nightbeam.transforms.work.Worker}. It contains no transforms.
 */
package org.nightbeam.transforms.work;
