/**
 * What is made of the lights of a night together, when all are measured: they are registered. A
 * stage takes the rows of all frames and gives them again.
 */
package org.nightbeam.transforms.measuring;
