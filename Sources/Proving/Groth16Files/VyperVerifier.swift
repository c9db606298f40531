import BN254
import Bytes
public import Groth16

/// The verifier of a key as a contract for EVM chains, in Vyper.
///
/// It has the interface of the network's verifiers: one public input and the 256 bytes of
/// `Proof.ethereumBytes`. A contract from a development key can be created on local chains only.
public enum VyperVerifier {
    /// Identifiers of chains on one machine, 31337 among them.
    public static let localChains = 31_000...31_999

    /// The source of the contract; throws unless the key passes `lint` and has one public input.
    public static func source(
        _ key: VerifyingKey, origin: KeyOrigin
    ) throws(Groth16Error) -> String {
        try key.lintForChains()
        return [head(origin), constants(key), construction(origin), verification]
            .filter { !$0.isEmpty }.joined(separator: "\n\n\n") + "\n"
    }

    private static func head(_ origin: KeyOrigin) -> String {
        let warning =
            switch origin {
            case .development, .unmarked:
                """
                        DEVELOPMENT KEY: its maker can prove anything, so
                        the contract can be created on local chains only.
                """
            case .ceremony(let transcript):
                """
                        The key comes from the ceremony whose transcript has the
                        hash
                        \(transcript.hex).
                """
            }
        return """
            # pragma version ~=0.4.3
            \"""
            @title Groth16 Verifier
            @custom:contract-name Groth16Verifier
            @license Apache-2.0
            @notice Verifies proofs of one circuit over BN254. The source is
                    generated from the verifying key and has the interface
                    `IVerifier`. Anyone can turn a proof into another one of
                    the same statement, so it identifies nothing.
            \(warning)
            \"""


            # @dev The order of the groups; public inputs are below it.
            _ORDER: constant(uint256) = \(Fr.modulus.decimal)


            # @dev The length of a proof: A, B and C in the encoding of EIP-197.
            _LENGTH: constant(uint256) = 256


            # @dev The precompiled contract that checks products of pairings.
            _PAIRING: constant(address) = 0x0000000000000000000000000000000000000008
            """
    }

    private static func constants(_ key: VerifyingKey) -> String {
        [
            "# @dev The point of the constant, and the point that the public input multiplies.",
            constant("_CONSTANT", key.inputs[0].ethereumBytes),
            constant("_INPUT", key.inputs[1].ethereumBytes),
            "\n",
            "# @dev The other points of the key; those of G2 are negated and have the coefficient\n"
                + "# of i first.",
            constant("_ALPHA", key.alpha1.ethereumBytes),
            constant("_MINUS_BETA", (-key.beta2).ethereumBytes),
            constant("_MINUS_GAMMA", (-key.gamma2).ethereumBytes),
            constant("_MINUS_DELTA", (-key.delta2).ethereumBytes),
        ].joined(separator: "\n")
    }

    /// A declaration of a list of words, one a line.
    private static func constant(_ name: String, _ bytes: [UInt8]) -> String {
        let words = stride(from: 0, to: bytes.count, by: 32).compactMap {
            Integer256(bigEndian: bytes[$0..<$0 + 32]).map { "    " + $0.decimal }
        }
        return "\(name): constant(uint256[\(words.count)]) = [\n"
            + words.joined(separator: ",\n") + ",\n]"
    }

    private static func construction(_ origin: KeyOrigin) -> String {
        if case .ceremony = origin { return "" }
        let (first, last) = (localChains.lowerBound, localChains.upperBound)
        return """
            @deploy
            def __init__():
                \"""
                @dev Refuses every chain but local ones.
                \"""
                assert chain.id >= \(first) and chain.id <= \(last), \
            "Groth16Verifier: development key"
            """
    }

    private static let verification = """
        @external
        @view
        def verify(public_input: uint256, proof: Bytes[4_096]) -> bool:
            \"""
            @dev Returns whether the circuit is satisfied with `public_input`:
                 e(A, B) e(alpha, -beta) e(L, -gamma) e(C, -delta) = 1 with
                 L = constant + public_input * input. The precompiled
                 contract refuses points off their curve or group and uses
                 up the gas that it was given.
            @param public_input The public input.
            @param proof The points A, B and C.
            @return bool The verdict.
            \"""
            if public_input >= _ORDER or len(proof) != _LENGTH:
                return False
            combination: uint256[2] = ecadd(_CONSTANT, ecmul(_INPUT, public_input))
            success: bool = False
            output: Bytes[32] = b""
            success, output = raw_call(
                _PAIRING,
                concat(
                    slice(proof, 0, 192),
                    abi_encode(_ALPHA, _MINUS_BETA, combination, _MINUS_GAMMA),
                    slice(proof, 192, 64),
                    abi_encode(_MINUS_DELTA),
                ),
                max_outsize=32,
                is_static_call=True,
                revert_on_failure=False,
            )
            return success and convert(output, uint256) == 1
        """
}
