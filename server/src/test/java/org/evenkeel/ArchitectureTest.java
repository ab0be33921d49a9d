package org.evenkeel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.room.ReadsTheClock;
import org.evenkeel.room.Seat;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Who may know whom. The table is the one of the architecture; a new package goes in here first.
 */
class ArchitectureTest {
  private static final String OURS = "org.evenkeel";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(OURS);

  /**
   * Which of our packages each may import, besides itself. Schedule and people name sessions,
   * persons and roles with the room's own types, instead of keeping second ones.
   */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.of(
          "room", Set.of(),
          "live", Set.of("room"),
          "attendance", Set.of("room", "store"),
          "schedule", Set.of("room", "store"),
          "people", Set.of("room", "store"),
          "care", Set.of("room", "store", "people", "schedule"),
          "media", Set.of("room", "store"),
          "audit", Set.of("store"),
          "check", Set.of(),
          "store", Set.of());

  /** These put the parts together, and may import all. */
  private static final Set<String> MAY_IMPORT_ALL = Set.of("web", "");

  /** The arithmetic of attendance: as pure as the room. */
  private static final Set<String> ARITHMETIC =
      Stream.of(
              "Interval",
              "Intervals",
              "CreditRule",
              "NodeProof",
              "Expected",
              "Evidence",
              "Status",
              "Stretch",
              "PersonRow",
              "Keepings",
              "SeatStory",
              "LifeStory",
              "Sheet")
          .map(name -> OURS + ".attendance." + name)
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Where a thread may wait: before the first request, after the last, and where there are none.
   */
  private static final Set<String> MAY_BLOCK =
      Set.of(OURS + ".Evenkeel", OURS + ".HardStop", OURS + ".Node", OURS + ".Command");

  private static final DescribedPredicate<JavaClass> PURE =
      DescribedPredicate.describe(
          "are the room or the arithmetic of attendance",
          c ->
              capability(c.getBaseComponentType()).equals("room")
                  || ARITHMETIC.contains(outermost(c.getBaseComponentType())));

  private static final DescribedPredicate<JavaClass> PLAIN_JAVA =
      DescribedPredicate.describe(
          "are plain Java without I/O",
          c -> {
            String name = c.getBaseComponentType().getPackageName();
            return c.getBaseComponentType().isPrimitive()
                || Stream.of("java.lang", "java.time", "java.util").anyMatch(name::startsWith)
                    && !name.startsWith("java.util.concurrent")
                    && !name.startsWith("java.lang.reflect");
          });

  private static final ArchRule PURE_PARTS_ARE_PURE =
      classes()
          .that(PURE)
          .should()
          .onlyDependOnClassesThat(PURE.or(PLAIN_JAVA))
          .andShould(
              neverTouch(
                  "the time or chance",
                  access -> {
                    JavaClass owner = access.getTargetOwner();
                    String name = access.getTarget().getName();
                    return owner.getPackageName().equals("java.time") && name.equals("now")
                        || owner.isAssignableTo(java.time.Clock.class)
                        || owner.isEquivalentTo(System.class)
                        || owner.isAssignableTo(java.util.Random.class)
                        || owner.isEquivalentTo(Math.class) && name.equals("random")
                        || owner.isEquivalentTo(UUID.class) && name.equals("randomUUID");
                  }));

  private static final ArchRule NOBODY_BLOCKS =
      classes()
          .that(
              DescribedPredicate.describe(
                  "are not named as start-up", c -> !MAY_BLOCK.contains(outermost(c))))
          .should(
              neverTouch(
                  "what blocks a thread",
                  access -> {
                    JavaClass owner = access.getTargetOwner();
                    String name = access.getTarget().getName();
                    return owner.isAssignableTo(Thread.class)
                            && Set.of("sleep", "join").contains(name)
                        || owner.isAssignableTo(java.util.concurrent.Future.class)
                            && Set.of("get", "join", "resultNow").contains(name)
                        || owner.isAssignableTo(io.vertx.core.Future.class) && name.equals("await")
                        || owner.isAssignableTo(java.util.concurrent.CountDownLatch.class)
                            && name.equals("await")
                        || owner.isEquivalentTo(java.util.concurrent.locks.LockSupport.class)
                        || owner.isEquivalentTo(java.util.concurrent.TimeUnit.class)
                            && name.equals("sleep");
                  }));

  @TestFactory
  Stream<DynamicTest> everyPackageImportsOnlyWhatTheTableAllows() {
    return MAY_IMPORT.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () ->
                        noClasses()
                            .that(livesIn(Set.of(row.getKey())))
                            .should()
                            .dependOnClassesThat(livesOutside(row.getKey(), row.getValue()))
                            .allowEmptyShould(true)
                            .check(MAIN)));
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> unknown =
        MAIN.stream()
            .map(ArchitectureTest::capability)
            .filter(p -> !MAY_IMPORT.containsKey(p) && !MAY_IMPORT_ALL.contains(p))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), unknown);
  }

  @Test
  void theRoomAndTheArithmeticKnowNoFrameworkNoClockAndNoChance() {
    PURE_PARTS_ARE_PURE.check(MAIN);
  }

  @Test
  void theArithmeticIsAllThere() {
    Set<String> there = MAIN.stream().map(JavaClass::getName).collect(Collectors.toSet());
    assertTrue(there.containsAll(ARITHMETIC), "renamed? the rule must follow");
  }

  @Test
  void nobodyBlocksAThread() {
    NOBODY_BLOCKS.check(MAIN);
  }

  /** Treatment is never recorded: there is nothing in the code that could. */
  @Test
  void nothingIsNamedAfterRecordingPeople() {
    Set<String> words = Set.of("recorder", "recording", "jibri", "livestream");
    Set<String> found =
        MAIN.stream()
            .flatMap(c -> Stream.concat(Stream.of(c.getName()), names(c)))
            .filter(name -> words.stream().anyMatch(name.toLowerCase(Locale.ROOT)::contains))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), found);
  }

  /** A rule that finds nothing wrong anywhere would be no rule. */
  @Test
  void theRulesFindWhatTheyForbid() {
    JavaClasses bad = new ClassFileImporter().importClasses(Sleeps.class, Joins.class, Reads.class);
    assertEquals(3, NOBODY_BLOCKS.evaluate(bad).getFailureReport().getDetails().size());
    JavaClasses impure = new ClassFileImporter().importClasses(ReadsTheClock.class);
    assertTrue(PURE_PARTS_ARE_PURE.evaluate(impure).hasViolation());
    JavaClasses pure = new ClassFileImporter().importClasses(Seat.class);
    assertFalse(PURE_PARTS_ARE_PURE.evaluate(pure).hasViolation());
  }

  @SuppressWarnings("unused")
  private static final class Sleeps {
    void sleep() throws InterruptedException {
      Thread.sleep(1);
    }
  }

  @SuppressWarnings("unused")
  private static final class Joins {
    String join(CompletableFuture<String> future) {
      return future.join();
    }
  }

  @SuppressWarnings("unused")
  private static final class Reads {
    Supplier<String> get(CompletableFuture<String> future) {
      return future::join;
    }
  }

  private static ArchCondition<JavaClass> neverTouch(
      String what, java.util.function.Predicate<JavaAccess<?>> forbidden) {
    return new ArchCondition<>("never touch " + what) {
      @Override
      public void check(JavaClass one, ConditionEvents events) {
        for (JavaAccess<?> access : one.getAccessesFromSelf()) {
          if (forbidden.test(access)) {
            events.add(SimpleConditionEvent.violated(one, access.getDescription()));
          }
        }
      }
    };
  }

  private static DescribedPredicate<JavaClass> livesIn(Set<String> packages) {
    return DescribedPredicate.describe(
        "live in " + packages, c -> isOurs(c) && packages.contains(capability(c)));
  }

  private static DescribedPredicate<JavaClass> livesOutside(String own, Set<String> allowed) {
    return DescribedPredicate.describe(
        "are ours and neither in " + own + " nor in " + allowed,
        c -> isOurs(c) && !capability(c).equals(own) && !allowed.contains(capability(c)));
  }

  private static boolean isOurs(JavaClass c) {
    String name = c.getPackageName();
    return name.equals(OURS) || name.startsWith(OURS + ".");
  }

  /** The first part of the package below ours; empty for the root. */
  private static String capability(JavaClass c) {
    String name = c.getPackageName();
    return name.startsWith(OURS + ".") ? name.substring(OURS.length() + 1).split("\\.")[0] : "";
  }

  private static String outermost(JavaClass c) {
    return c.getName().split("\\$")[0];
  }

  private static Stream<String> names(JavaClass c) {
    return c.getMembers().stream().map(JavaMember::getFullName);
  }
}
