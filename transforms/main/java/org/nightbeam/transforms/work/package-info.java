/**
 * What the workers of a run share: its settings, its file systems (Beam's, and S3 with one request
 * for each piece or object), its masters, journal and ledger, and what earlier runs have left.
 * Start with {@link org.nightbeam.transforms.work.Worker}. No transforms may come in.
 */
package org.nightbeam.transforms.work;
