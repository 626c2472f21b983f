package dev.ccrunner.run;

import org.springframework.stereotype.Component;

/** A violator: the vocabulary knows a framework. */
@Component
public final class PlantedSpringyRun {}
