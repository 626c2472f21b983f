package dev.ccrunner.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes the laws are held against. */
final class Code {
  /** Every module that is shipped, but for what jOOQ generates from the schema. */
  static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/infra/postgres/generated/"))
          .importPackages("dev.ccrunner");

  /** The violators of all laws. */
  static final JavaClasses PLANTED =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/Planted"))
          .importPackages("dev.ccrunner");

  private Code() {}
}
