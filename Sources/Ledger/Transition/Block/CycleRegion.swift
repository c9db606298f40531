/// Marks of regions for the profile of a guest; on the host they are nothing.
enum CycleRegion {
    /// Begins a region.
    @inline(__always)
    static func begin(_ name: StaticString) {
        #if GUEST_HOST_CALLS
            guestBeginRegion(name.utf8Start, UInt32(name.utf8CodeUnitCount))
        #endif
    }

    /// Ends the innermost region.
    @inline(__always)
    static func end() {
        #if GUEST_HOST_CALLS
            guestEndRegion()
        #endif
    }
}

#if GUEST_HOST_CALLS
    /// Begins a region of the given name, of `count` bytes.
    @_silgen_name("guest_begin_region")
    private func guestBeginRegion(_ name: UnsafePointer<UInt8>, _ count: UInt32)

    /// Ends the innermost region.
    @_silgen_name("guest_end_region")
    private func guestEndRegion()
#endif
