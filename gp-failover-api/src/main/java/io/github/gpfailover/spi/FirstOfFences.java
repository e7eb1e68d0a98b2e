package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A fence made of several: the first that proves its effect counts. It exists so that a caller can name alternatives in their order.
 */
final class FirstOfFences implements Fence {

    private final List<Fence> fences;

    FirstOfFences(List<Fence> fences) {
        if (fences.isEmpty()) {
            throw new IllegalArgumentException("firstOf needs at least one fence: name those to try, the surest first");
        }
        this.fences = List.copyOf(fences);
    }

    @Override
    public String name() {
        return fences.stream().map(Fence::name).collect(Collectors.joining(", then ", "firstOf(", ")"));
    }

    @Override
    public List<String> describe(FenceContext context) {
        List<String> all = new ArrayList<>();
        for (Fence fence : fences) {
            fence.describe(context).forEach(line -> all.add(fence.name() + ": " + line));
        }
        return all;
    }

    @Override
    public boolean actsOutside() {
        return fences.stream().anyMatch(Fence::actsOutside);
    }

    @Override
    public boolean leavesRunning() {
        return fences.stream().anyMatch(Fence::leavesRunning);
    }

    @Override
    public boolean needsHost() {
        return fences.stream().allMatch(Fence::needsHost);
    }

    /** Only if each of them has an obstacle is the whole in trouble. */
    @Override
    public List<String> obstacles(FenceContext context) throws InterruptedException {
        List<String> all = new ArrayList<>();
        boolean oneIsFree = false;
        for (Fence fence : fences) {
            List<String> of = fence.obstacles(context);
            oneIsFree |= of.isEmpty();
            of.forEach(o -> all.add(fence.name() + ": " + o));
        }
        return oneIsFree ? List.of() : all;
    }

    @Override
    public List<String> release(FenceContext context) throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Fence fence : fences) {
            fence.release(context).forEach(o -> left.add(fence.name() + ": " + o));
        }
        return left;
    }

    @Override
    public FenceProof fence(FenceContext context) throws InterruptedException {
        List<String> said = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (Fence fence : fences) {
            FenceProof done = fence.fence(context);
            FenceProof proof = fence.verify(context);
            said.add(fence.name() + ": " + done.statement() + "; then: " + proof.statement());
            evidence.addAll(proof.evidence());
            if (proof.fenced()) {
                return FenceProof.holds(String.join("; ", said), evidence);
            }
        }
        return FenceProof.missing(String.join("; ", said), evidence);
    }

    @Override
    public FenceProof verify(FenceContext context) throws InterruptedException {
        List<String> said = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (Fence fence : fences) {
            FenceProof proof = fence.verify(context);
            if (proof.fenced()) {
                return FenceProof.holds(fence.name() + ": " + proof.statement(), proof.evidence());
            }
            said.add(fence.name() + ": " + proof.statement());
            evidence.addAll(proof.evidence());
        }
        return FenceProof.missing(String.join("; ", said), evidence);
    }

    /** Returns the names of the fences. */
    @Override
    public String toString() {
        return name();
    }
}
