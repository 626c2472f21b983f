package dev.ccrunner.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** What a class shows to everybody: types of its public members, type arguments included. */
final class PublicSignatures {
  private PublicSignatures() {}

  static ArchCondition<JavaClass> notMention(String packagePrefix) {
    return new ArchCondition<>("not mention " + packagePrefix + " in a public signature") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getMembers().stream()
            .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(member -> mentions(member, packagePrefix))
            .forEach(member ->
                events.add(
                    SimpleConditionEvent.violated(
                        type, member.getDescription() + " mentions " + packagePrefix)));
      }
    };
  }

  private static boolean mentions(JavaMember member, String packagePrefix) {
    return types(member)
        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
        .anyMatch(type -> type.getName().startsWith(packagePrefix));
  }

  private static Stream<JavaType> types(JavaMember member) {
    return switch (member) {
      case JavaField field -> Stream.of(field.getType());
      case JavaCodeUnit code ->
          Stream.concat(Stream.of(code.getReturnType()), code.getParameterTypes().stream());
      default -> Stream.empty();
    };
  }
}
