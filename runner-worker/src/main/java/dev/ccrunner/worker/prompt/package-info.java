/** What a run shows to the model beside its words: images and documents, fetched and bounded. */
@NullMarked
package dev.ccrunner.worker.prompt;

import org.jspecify.annotations.NullMarked;
