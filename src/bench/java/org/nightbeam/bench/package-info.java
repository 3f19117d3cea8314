/**
 * What the kernels cost: benchmarks by <a href="https://github.com/openjdk/jmh">JMH</a>, described
 * in {@code src/bench/README.md}. All data are made up from seeds.
 */
package org.nightbeam.bench;
