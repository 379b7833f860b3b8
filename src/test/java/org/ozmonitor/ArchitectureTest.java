package org.ozmonitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/// The walls of the house. Which package may import which is told in `docs/architecture.md`.
@AnalyzeClasses(packages = "org.ozmonitor", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule coreIsPure =
      noClasses()
          .that()
          .resideInAPackage("org.ozmonitor.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..",
              "com.fasterxml.jackson.databind..",
              "org.slf4j..",
              "com.hazelcast..",
              "io.micrometer..",
              "java.sql..",
              "java.net.http..",
              "org.ozmonitor.server..")
          .because("core decides from its arguments alone; what waits, logs or stores is server");

  @ArchTest
  static final ArchRule coreHasNoClockAndNoChance =
      noClasses()
          .that()
          .resideInAPackage("org.ozmonitor.core..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName(Clock.class.getName())
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Math.class, "random")
          .because("the same inputs must give the same matches, next year and on every node");

  @ArchTest
  static final ArchRule chainImportsNothingOfOurs =
      classes()
          .that()
          .resideInAPackage("org.ozmonitor.core.chain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.ozmonitor.core.chain..", "java..", "org.jspecify..", "com.google.errorprone..")
          .because("everything may import core.chain");

  @ArchTest
  static final ArchRule wallClockAndChanceEnterAtTheRoot =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ozmonitor.server.bootstrap..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .because("time and identity are passed in, so that tests own them");

  @ArchTest
  static final ArchRule consoleBelongsToTheRoot =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ozmonitor.server.bootstrap..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("standard output belongs to commands, the rest logs");

  @ArchTest
  static final ArchRule nothingImportsTheRoot =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ozmonitor.server.bootstrap..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ozmonitor.server.bootstrap..")
          .because("the composition root knows everybody and nobody knows it");

  @ArchTest
  static final ArchRule onlyTheRootStartsTheDemo =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.ozmonitor.server.bootstrap..", "org.ozmonitor.server.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ozmonitor.server.demo..")
          .because("a simulated chain must never be needed in production");

  @ArchTest
  static final ArchRule theOracleIsIndependent =
      noClasses()
          .that()
          .resideInAPackage("org.ozmonitor.server.demo..")
          .and()
          .haveSimpleNameStartingWith("Oracle")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ozmonitor.core.evm..",
              "org.ozmonitor.core.filter..",
              "org.ozmonitor.core.expression..",
              "org.ozmonitor.server.work..",
              "org.ozmonitor.server.notification..")
          .because("an oracle that shares code with what it judges agrees with its mistakes");

  @ArchTest
  static final ArchRule watchReachesForwardOnly =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.ozmonitor.server.rpc..",
              "org.ozmonitor.server.watch..",
              "org.ozmonitor.server.block..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ozmonitor.server.work..",
              "org.ozmonitor.server.notification..",
              "org.ozmonitor.server.balance..")
          .because("data flows rpc → watch → work → notification");

  @ArchTest
  static final ArchRule workDoesNotReachBack =
      noClasses()
          .that()
          .resideInAPackage("org.ozmonitor.server.work..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.ozmonitor.server.watch..", "org.ozmonitor.server.rpc..")
          .because("what watching and working share stands beside them in server.block");

  @ArchTest
  static final ArchRule notificationIsTheLastStage =
      noClasses()
          .that()
          .resideInAPackage("org.ozmonitor.server.notification..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ozmonitor.server.work..",
              "org.ozmonitor.server.watch..",
              "org.ozmonitor.server.rpc..",
              "org.ozmonitor.server.block..",
              "org.ozmonitor.server.balance..")
          .because("nothing comes after a delivery");

  @ArchTest
  static final ArchRule routesLiveAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.ozmonitor.server.management..",
              "org.ozmonitor.server.controlplane..",
              "org.ozmonitor.server.dashboard..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.vertx.ext.web.Router")
          .because("HTTP surfaces are the edge");

  @ArchTest
  static final ArchRule noCyclesBetweenFeatures =
      slices()
          .matching("org.ozmonitor.server.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a newcomer must be able to read one feature at a time");

  @ArchTest
  static final ArchRule noCyclesInCore =
      slices()
          .matching("org.ozmonitor.core.(*)..")
          .should()
          .beFreeOfCycles()
          .because("decisions build upon each other");
}
